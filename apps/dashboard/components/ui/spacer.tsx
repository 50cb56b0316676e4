/** The room of rows that are not drawn, set by script: the policy forbids style attributes in the document. */
export const Spacer = ({ height }: { readonly height: number }) =>
  height > 0 ? (
    <tr aria-hidden="true" className="spacer">
      <td style={{ height }} />
    </tr>
  ) : undefined;
