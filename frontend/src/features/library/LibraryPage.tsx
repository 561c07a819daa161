export default function LibraryPage() {
  return <h1 class="page page-top text-40">Library</h1>;
}
