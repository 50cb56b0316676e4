import { DocsAt, docsMetadata } from "../../components/docs/docs-at.tsx";

export const generateMetadata = () => docsMetadata("");

export default function DocsIndex() {
  return <DocsAt address="" />;
}
