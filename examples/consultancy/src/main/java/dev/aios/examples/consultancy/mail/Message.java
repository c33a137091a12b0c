package dev.aios.examples.consultancy.mail;

import dev.aios.api.policy.Untrusted;
import dev.aios.examples.consultancy.input.Address;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A mail as a reader would see it: what hides in it is out, and what it quotes is cut off. Still
 * from outside, and not to be obeyed.
 *
 * @param id its Message-ID
 * @param date when it was sent
 * @param from who wrote it
 * @param to who got it, copies too
 * @param subject the subject
 * @param text the text
 * @param findings what the sanitiser found in it, in words; empty for a harmless mail
 */
public record Message(
    String id,
    Instant date,
    Address from,
    List<Address> to,
    String subject,
    String text,
    List<String> findings) {
  /** Copies the lists. */
  public Message {
    to = List.copyOf(to);
    findings = List.copyOf(findings);
  }

  /**
   * Everybody on it who has a usable address.
   *
   * @return the sender first, each once
   */
  public List<Address> parties() {
    return Stream.concat(Stream.of(from), to.stream())
        .filter(address -> address.email().matches("[^@\\s]+@[^@\\s]+"))
        .distinct()
        .toList();
  }

  /**
   * The text, labelled with where it came from.
   *
   * @return the content
   */
  public Untrusted content() {
    return Untrusted.text(text, source());
  }

  /**
   * Where its content came from.
   *
   * @return {@code mail:} and the sender's address
   */
  public String source() {
    return "mail:" + from.email();
  }
}
