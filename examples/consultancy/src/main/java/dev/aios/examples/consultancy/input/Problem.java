package dev.aios.examples.consultancy.input;

/**
 * Something in the folder that could not be used. The rest of its file was.
 *
 * @param file the file, relative to the folder, with forward slashes
 * @param where the place in it, for example {@code line 12}; empty for the whole file
 * @param what what is wrong and what was done about it
 */
public record Problem(String file, String where, String what) {
  @Override
  public String toString() {
    return file + (where.isEmpty() ? "" : ", " + where) + ": " + what;
  }
}
