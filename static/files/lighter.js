// A picture made smaller on the device before it travels.
const SIDE = 1600;
const WEIGHT = 250000;

export async function lighter(file) {
  if (!/^image\/[jpw]/.test(file.type)) return file;
  try {
    const whole = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.max(whole.width, whole.height));
    if (scale === 1 && file.size <= WEIGHT) return file;
    const board = document.createElement("canvas");
    board.width = whole.width * scale;
    board.height = whole.height * scale;
    const pen = board.getContext("2d");
    // Under what one could see through.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.drawImage(whole, 0, 0, board.width, board.height);
    let best = file;
    for (const quality of [0.8, 0.6, 0.4]) {
      const made = await new Promise((done) => board.toBlob(done, "image/jpeg", quality));
      if (made.size < best.size) best = made;
      if (best.size <= WEIGHT) break;
    }
    return best;
  } catch {
    // The server decides what it is.
    return file;
  }
}
