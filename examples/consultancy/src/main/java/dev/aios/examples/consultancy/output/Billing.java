package dev.aios.examples.consultancy.output;

import dev.aios.examples.consultancy.invoice.Invoice;
import dev.aios.examples.consultancy.invoice.InvoiceText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The billing system: a folder with one Markdown file per invoice. Thread-safe, also between
 * processes. What it returns a receipt for is on the disk.
 */
public final class Billing {
  private static final String INVOICE = ".invoice.md";
  private static final String CREDIT_NOTE = ".credit-note.md";

  private final KeyedFiles files;
  private final String issuer;

  /**
   * Opens the folder, making it if needed.
   *
   * @param directory the folder
   * @param issuer who issues the invoices, one or more lines
   */
  public Billing(Path directory, String issuer) {
    this.files = new KeyedFiles(directory);
    this.issuer = issuer;
  }

  /**
   * Issues an invoice; under a key that was used it issues nothing and returns the first receipt.
   *
   * @param invoice the invoice
   * @param key the idempotency key
   * @return where it is
   * @throws dev.aios.api.StorageException if it cannot be written; trying again is safe
   */
  public Receipt issue(Invoice invoice, String key) {
    return files.write(key, INVOICE, document(key, InvoiceText.of(invoice, issuer)));
  }

  /**
   * Takes an invoice back with a credit note. The invoice itself stays: books are never erased.
   *
   * @param invoice the invoice
   * @param key the key under which it was issued; if nothing was, nothing is taken back
   * @param reason why, one sentence
   * @return where the credit note is, or would be
   * @throws dev.aios.api.StorageException if it cannot be written; trying again is safe
   */
  public Receipt voidInvoice(Invoice invoice, String key, String reason) {
    if (!files.has(key, INVOICE)) {
      return new Receipt(key, "");
    }
    String note = InvoiceText.creditNote(invoice, issuer, reason);
    return files.write(key, CREDIT_NOTE, document(key, note));
  }

  /**
   * Whether an invoice was issued under a key, for a run that died before it could note that.
   *
   * @param key the idempotency key
   * @return true if it was
   */
  public boolean isIssued(String key) {
    return files.has(key, INVOICE);
  }

  private static byte[] document(String key, String markdown) {
    String mark = "<!-- Idempotency-Key: " + key.replaceAll("[\\r\\n]|--", " ") + " -->\n";
    return (mark + markdown).getBytes(StandardCharsets.UTF_8);
  }
}
