// The point of a picture that crops keep: a click or the arrow keys move it, the line for front
// matter is copied.

const STEP = 5;
const tool = document.querySelector(".focus-tool");
if (tool) {
  const picture = tool.querySelector("img");
  const line = document.querySelector(".focus-line");
  const shapes = document.querySelectorAll(".focus-shape");
  let [across, down] = tool.dataset.focus.split(" ").map((part) => Number.parseInt(part, 10));

  const show = () => {
    const focus = `${across}% ${down}%`;
    tool.style.setProperty("--across", `${across}%`);
    tool.style.setProperty("--down", `${down}%`);
    for (const shape of shapes) {
      shape.style.objectPosition = focus;
    }
    line.textContent = `focus: ${focus}`;
  };

  const moveTo = (x, y) => {
    const within = (value) => Math.min(100, Math.max(0, Math.round(value)));
    [across, down] = [within(x), within(y)];
    show();
  };

  tool.addEventListener("click", (event) => {
    if (event.detail) {
      const box = picture.getBoundingClientRect();
      moveTo(
        ((event.clientX - box.left) / box.width) * 100,
        ((event.clientY - box.top) / box.height) * 100,
      );
    }
  });
  tool.addEventListener("keydown", (event) => {
    const [x, y] =
      {
        ArrowLeft: [-STEP, 0],
        ArrowRight: [STEP, 0],
        ArrowUp: [0, -STEP],
        ArrowDown: [0, STEP],
      }[event.key] ?? [];
    if (x !== undefined) {
      event.preventDefault();
      moveTo(across + x, down + y);
    }
  });
  document.querySelector(".focus-copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(line.textContent);
  });
  show();
}
