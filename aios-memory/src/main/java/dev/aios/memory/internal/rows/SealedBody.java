package dev.aios.memory.internal.rows;

/**
 * The body of a record whose content can be erased: it stands in the chain as a cipher, and goes
 * when its key goes.
 *
 * @param sealed what AES-GCM made of the body, after its 12 bytes of initialisation, in Base64
 * @param key the key's id
 */
public record SealedBody(String sealed, String key) {}
