import { useEffect } from "react";

const openMenu = () => document.querySelector<HTMLDetailsElement>("details[name=menu][open]");

function onPress({ target }: PointerEvent): void {
  const menu = openMenu();
  if (menu !== null && target instanceof Node && !menu.contains(target)) menu.open = false;
}

/** What a link or button of a menu does is done: a menu that stays on the page closes, and its button has the focus. */
function onClick({ target, ctrlKey, metaKey, shiftKey }: MouseEvent): void {
  const menu = openMenu();
  if (menu === null || ctrlKey || metaKey || shiftKey || !(target instanceof Element)) return;
  const link = target.closest(".menu-body a[href]");
  if (link === null || !menu.contains(link)) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

function onKey(event: KeyboardEvent): void {
  const menu = openMenu();
  if (event.key !== "Escape" || menu === null || event.defaultPrevented) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

/** Menus are `<details name="menu">`: opening one closes the others without script, Escape or a press elsewhere with it. */
export function useMenus(): void {
  useEffect(() => {
    document.addEventListener("pointerdown", onPress);
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPress);
      document.removeEventListener("click", onClick);
      document.removeEventListener("keydown", onKey);
    };
  }, []);
}
