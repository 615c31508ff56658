/** Importing a native addon as a file gives the path that it is found at when the program runs. */
declare module '*.node' {
  const path: string
  export default path
}
