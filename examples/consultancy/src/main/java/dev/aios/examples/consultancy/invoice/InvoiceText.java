package dev.aios.examples.consultancy.invoice;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Invoices and credit notes as Markdown. */
public final class InvoiceText {
  private InvoiceText() {}

  /**
   * An invoice for people.
   *
   * @param invoice the invoice
   * @param issuer who issues it, one or more lines
   * @return Markdown
   */
  public static String of(Invoice invoice, String issuer) {
    StringBuilder text = new StringBuilder();
    text.append("# Invoice ").append(invoice.number()).append("\n\n");
    head(text, invoice, issuer);
    text.append("Services in ").append(invoice.month());
    text.append(", payable by ").append(invoice.due()).append(".\n\n");
    text.append("| Project | Task | Hours | Rate | Amount |\n|---|---|---:|---:|---:|\n");
    for (Invoice.Line line : invoice.lines()) {
      text.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  cell(line.project()),
                  cell(line.task()),
                  hours(line.time()),
                  line.rate(),
                  line.amount()));
    }
    text.append("\nNet: ").append(invoice.net()).append("  \n");
    text.append("VAT ")
        .append(percent(invoice))
        .append(" %: ")
        .append(invoice.vat())
        .append("  \n");
    text.append("**Total: ").append(invoice.total()).append("**\n");
    if (!invoice.client().vatNote().isEmpty()) {
      text.append("\n").append(invoice.client().vatNote()).append("\n");
    }
    return text.toString();
  }

  /**
   * The document that takes an invoice back.
   *
   * @param invoice the invoice that was issued
   * @param issuer who issues it, one or more lines
   * @param reason why, one sentence
   * @return Markdown
   */
  public static String creditNote(Invoice invoice, String issuer, String reason) {
    StringBuilder text = new StringBuilder();
    text.append("# Credit note for invoice ").append(invoice.number()).append("\n\n");
    head(text, invoice, issuer);
    text.append("Cancels the invoice in full. Reason: ").append(reason.strip()).append("\n\n");
    text.append("**Total: ").append(invoice.total().times(-1)).append("**\n");
    return text.toString();
  }

  private static void head(StringBuilder text, Invoice invoice, String issuer) {
    text.append(issuer.strip().replace("\n", "  \n")).append("\n\n");
    text.append("To: ").append(invoice.client().name()).append("  \n");
    invoice.client().address().forEach(line -> text.append(line).append("  \n"));
    text.append("Date: ").append(invoice.issued()).append("  \n");
    if (!invoice.client().reference().isEmpty()) {
      text.append("Your reference: ").append(invoice.client().reference()).append("  \n");
    }
    text.append("\n");
  }

  /** Text from a timesheet must not break the table that it stands in. */
  private static String cell(String text) {
    return text.replaceAll("\\s+", " ").replace("|", "\\|").strip();
  }

  private static String hours(Duration time) {
    BigDecimal seconds = BigDecimal.valueOf(time.toSeconds());
    return seconds.divide(BigDecimal.valueOf(3600), 2, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String percent(Invoice invoice) {
    BigDecimal percent = invoice.client().vatPercent().stripTrailingZeros();
    return percent.setScale(Math.max(0, percent.scale()), RoundingMode.UNNECESSARY).toPlainString();
  }
}
