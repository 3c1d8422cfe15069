// Makes a photo small enough for a school's upstream: at most 1600 px, JPEG, upright, without place or device metadata.
const LONGEST = 1600;
const QUALITY = 0.85;
const SHOWN = 480; // px of what is shown while it is on its way

// What to send, and a drawing of it to look at meanwhile (null where the browser cannot draw it).
export async function prepared(file) {
  const kind = file.type || "image/"; // some Android web views say nothing of what they hand over
  if (!kind.startsWith("image/") || kind === "image/gif") return { file, look: null };
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const drawn = draw(picture, LONGEST);
    const look = draw(picture, SHOWN);
    picture.close();
    const blob = await new Promise((done) => drawn.toBlob(done, "image/jpeg", QUALITY));
    if (!blob) return { file, look };
    const name = `${(file.name || "photo").replace(/\.\w+$/, "")}.jpg`;
    return { file: new File([blob], name, { type: "image/jpeg" }), look };
  } catch {
    return { file, look: null }; // a format this browser cannot draw: the server says whether it takes it, and keeps it upright
  }
}

// The drawing of a photo that was kept from an earlier visit; null where the browser cannot draw it.
export async function drawing(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  const look = picture && draw(picture, SHOWN);
  picture?.close();
  return look;
}

function draw(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}
