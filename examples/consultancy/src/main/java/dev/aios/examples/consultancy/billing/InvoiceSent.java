package dev.aios.examples.consultancy.billing;

import dev.aios.examples.consultancy.News;
import dev.aios.examples.consultancy.invoice.Invoice;
import dev.aios.examples.consultancy.output.Receipt;

/**
 * An invoice is on its way to the client.
 *
 * @param invoice the invoice
 * @param receipt where the mail is
 */
public record InvoiceSent(Invoice invoice, Receipt receipt) implements News {
  @Override
  public String headline() {
    return "mail      to " + invoice.client().billing() + ": invoice " + invoice.number();
  }
}
