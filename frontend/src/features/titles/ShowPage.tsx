export default function ShowPage() {
  return <h1 class="page page-top text-40">Show</h1>;
}
