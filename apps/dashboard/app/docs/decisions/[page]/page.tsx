import { DocsAt, docsMetadata } from "../../../../components/docs/docs-at.tsx";

type Props = { readonly params: Promise<{ readonly page: string }> };

const addressOf = async ({ params }: Props) => `decisions/${(await params).page}`;

export const generateMetadata = async (props: Props) => docsMetadata(await addressOf(props));

export default async function Decision(props: Props) {
  return <DocsAt address={await addressOf(props)} />;
}
