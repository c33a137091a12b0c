package dev.aios.examples.consultancy.input;

import java.math.BigDecimal;
import java.util.List;

/**
 * How one client is billed: a row of {@code clients.csv}.
 *
 * @param name the name as in the timesheet
 * @param address the postal address, one line each; may be empty
 * @param billing who gets the invoice
 * @param vatPercent the VAT rate, for example 19; zero to 100, at most six decimals
 * @param vatNote a sentence for the invoice, for example on reverse charge; may be empty
 * @param dueDays days until the invoice is due
 * @param reference an order number that the client wants to see; may be empty
 */
public record Client(
    String name,
    List<String> address,
    Address billing,
    BigDecimal vatPercent,
    String vatNote,
    int dueDays,
    String reference) {
  /** Copies the list. */
  public Client {
    address = List.copyOf(address);
  }
}
