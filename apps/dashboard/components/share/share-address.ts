/** What follows the address of a share's page in that of its picture. */
export const SHARE_CARD = "/card.png";
