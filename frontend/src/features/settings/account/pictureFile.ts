/** Larger than the stored picture, because the server crops it. */
const MAX_SIDE = 768;
const QUALITY = 0.9;

/** A chosen picture as a small JPEG in base64. Throws when the browser cannot read it. */
export async function pictureInBase64(file: File): Promise<string> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error("This picture cannot be read. Choose a JPEG, PNG or WebP file.");
  });
  const scale = Math.min(1, MAX_SIDE / Math.min(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1] ?? "";
}
