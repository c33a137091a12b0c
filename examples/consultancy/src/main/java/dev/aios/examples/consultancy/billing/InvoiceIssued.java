package dev.aios.examples.consultancy.billing;

import dev.aios.examples.consultancy.News;
import dev.aios.examples.consultancy.invoice.Invoice;
import dev.aios.examples.consultancy.output.Receipt;

/**
 * An invoice is in the books.
 *
 * @param invoice the invoice
 * @param receipt where it is
 */
public record InvoiceIssued(Invoice invoice, Receipt receipt) implements News {
  @Override
  public String headline() {
    return "invoice   " + invoice.number() + ": " + invoice.total();
  }
}
