/** The fields of one header block in their order: names in lower case, values with one character a byte. */
export class HeaderList {
  readonly names: string[] = []
  readonly values: string[] = []
  /** As section 6.5.2 of RFC 9113 counts it: names and values with 32 bytes a field. */
  bytes = 0

  /** The value of a field, the first one of several. */
  get(name: string): string | undefined {
    const at = this.names.indexOf(name)
    return at < 0 ? undefined : this.values[at]
  }
}
