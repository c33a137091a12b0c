package dev.aios.examples.consultancy.desk;

import dev.aios.examples.consultancy.invoice.Invoice;
import dev.aios.examples.consultancy.leads.Reply;
import java.util.stream.Collectors;

/** What a person is asked about, for the terminal. */
final class Describe {
  private Describe() {}

  static String of(Object value) {
    if (value instanceof Invoice invoice) {
      return "Invoice %s to %s (%s)\nNet %s, VAT %s, total %s, payable by %s\n%s"
          .formatted(
              invoice.number(),
              invoice.client().name(),
              invoice.client().billing(),
              invoice.net(),
              invoice.vat(),
              invoice.total(),
              invoice.due(),
              invoice.lines().stream()
                  .map(line -> "- " + line.project() + ", " + line.task() + ": " + line.amount())
                  .collect(Collectors.joining("\n")));
    }
    if (value instanceof Reply reply) {
      return "To %s: %s\n\n%s%s"
          .formatted(
              reply.letter().to(),
              reply.letter().subject(),
              reply.letter().text().strip(),
              reply.lead().doubts().stream()
                  .map(doubt -> "\n! " + doubt)
                  .collect(Collectors.joining("", "\n", "")));
    }
    return value.toString();
  }
}
