"use client";

import { visibleText } from "@hacotaki/core";

type Props = { readonly containers: readonly (readonly [name: string, boots: number])[] };

/** Choices of containers, with their boots. Of the browser's, as the document would carry each of them twice. */
export const ContainerOptions = ({ containers }: Props) =>
  containers.map(([name, boots]) => (
    <option key={name} value={name}>
      {visibleText(name, 60)} ({boots})
    </option>
  ));
