export default function GamePage() {
  return <h1 class="page page-top text-40">Game</h1>;
}
