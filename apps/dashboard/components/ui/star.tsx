export function Star({ isFilled }: { isFilled: boolean }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="14"
      height="14"
      className="star"
      data-filled={isFilled}
      aria-hidden="true"
    >
      <path d="M8 1.6l2 4.1 4.5.6-3.3 3.2.8 4.5L8 11.9 4 14l.8-4.5L1.5 6.3 6 5.7z" />
    </svg>
  );
}
