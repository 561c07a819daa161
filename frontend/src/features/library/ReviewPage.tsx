export default function ReviewPage() {
  return <h1 class="page page-top text-40">Review</h1>;
}
