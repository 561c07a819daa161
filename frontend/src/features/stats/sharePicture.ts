/** Hand a picture over: to the share sheet of a phone, else as a download. */

/** Whether it was saved; false when the person closed the share sheet. */
export async function savePicture(picture: Blob, name: string): Promise<boolean> {
  const file = new File([picture], name, { type: picture.type });
  const isTouch = matchMedia("(pointer: coarse)").matches;
  if (isTouch && "canShare" in navigator && navigator.canShare({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return false; // the share sheet says what it did
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return false;
    }
  }
  const url = URL.createObjectURL(picture);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return true;
}
