import { DocsAt, docsMetadata } from "../../../components/docs/docs-at.tsx";

type Props = { readonly params: Promise<{ readonly page: string }> };

export const generateMetadata = async ({ params }: Props) => docsMetadata((await params).page);

export default async function Docs({ params }: Props) {
  return <DocsAt address={(await params).page} />;
}
