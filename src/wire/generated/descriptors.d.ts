/** A FileDescriptorProto in base64 for each proto file, by its name; imports come before their users. */
export const fileDescriptors: ReadonlyMap<string, string>
