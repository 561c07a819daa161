export default function PlayerPage() {
  return <h1 class="page page-top text-40">Player</h1>;
}
