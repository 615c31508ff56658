declare module 'fold-to-ascii' {
  const folder: {
    /** Folds by the table of Lucene's ASCIIFoldingFilter; characters that it does not list stay. */
    foldMaintaining(text: string): string
  }
  export default folder
}
