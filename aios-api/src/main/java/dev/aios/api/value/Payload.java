package dev.aios.api.value;

/**
 * A value as it is stored: its type's name, the version of its schema, and the value as JSON.
 *
 * @param type the type's name: a class name or an alias registered for it; type arguments in angle
 *     brackets, for example {@code java.util.List<com.acme.Invoice>}
 * @param version the version of the schema, 1 or more; raised by whoever changes the type
 * @param data the value
 */
public record Payload(String type, int version, Json data) {}
