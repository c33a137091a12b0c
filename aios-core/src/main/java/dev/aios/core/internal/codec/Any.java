package dev.aios.core.internal.codec;

/**
 * Stands in a {@link Shape} where elements of one collection are of different classes; each is then
 * written with its own type name. Never instantiated.
 */
final class Any {
  static final String TYPE = "@type";
  static final String VERSION = "@version";
  static final String VALUE = "@value";

  private Any() {}
}
