export default function MoviePage() {
  return <h1 class="page page-top text-40">Movie</h1>;
}
