package dev.aios.api.value;

/**
 * Lifts a stored value from one schema version to the next, so that old records stay readable.
 * Pure; called as often as an old record is read.
 */
public interface Upcaster {
  /**
   * The type that it lifts.
   *
   * @return the stored type name
   */
  String type();

  /**
   * The version that it reads.
   *
   * @return the version; it writes this plus one unless it changes the type's name
   */
  int from();

  /**
   * Lifts a value.
   *
   * @param old a payload of {@link #type()} in version {@link #from()}
   * @return the payload in the next version, or under a new type name
   */
  Payload lift(Payload old);
}
