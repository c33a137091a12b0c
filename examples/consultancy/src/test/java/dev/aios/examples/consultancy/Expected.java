package dev.aios.examples.consultancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.examples.consultancy.input.Meeting;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What must come of the shipped folder when everything is approved. */
final class Expected {
  static final Map<String, List<String>> INVOICES =
      Map.of(
          "INV-2026-09-STADTWERKE-LINDENAU", List.of("EUR 3147.55"),
          "INV-2026-10-BRIGHTWATER-LOGISTICS", List.of("EUR 4462.50"),
          "INV-2026-10-CASTELLAN-ROBOTICS", List.of("EUR 2628.75"),
          "INV-2026-10-OSTERHOLM-FOODS", List.of("EUR 2312.50"),
          "INV-2026-10-TIDEMARK-HEALTH", List.of("EUR 391.51"),
          "INV-2026-10-VALAIS-INSTRUMENTS", List.of("CHF 3045.00"));

  static final List<String> MAILS =
      List.of(
          "rechnung@brightwater.example: Invoice INV-2026-10-BRIGHTWATER-LOGISTICS",
          "declan.burke@castellan-robotics.example: Invoice INV-2026-10-CASTELLAN-ROBOTICS",
          "invoice@osterholm.example: Invoice INV-2026-10-OSTERHOLM-FOODS",
          "aisha.rahman@tidemark-health.example: Invoice INV-2026-10-TIDEMARK-HEALTH",
          "factures@valais-instruments.example: Invoice INV-2026-10-VALAIS-INSTRUMENTS",
          "anna.schmidt@stadtwerke-lindenau.example: Invoice INV-2026-09-STADTWERKE-LINDENAU",
          "helene.brandt@fjordkraft-marine.example: Re: Request: spare parts stock analysis",
          "samuel.adeyemi@harbourline.example: Re: Automating our monthly claims report",
          "m.feld@oststein-keramik.example: Re: Empfehlung von Herrn Krämer: Produktionsplanung",
          "fenja.thomsen@nordsee-faehren.example:"
              + " Re: Passagierzahlen: Prognose für den Sommerfahrplan",
          "delphine.roux@marchetti-textiles.example:"
              + " Re: Inquiry: fabric returns analysis and your invoicing terms",
          "gareth@kestrel-outdoor.example: Re: your talk in Bremen - stock planning for 9 shops",
          "priya.nair@lumen-oak.example: Re: Training?",
          "paulina@gruenwerk.example: Re: Frage zu Excel und Pflanzenlisten");

  private Expected() {}

  /** Every invoice, mail and reminder exactly once, no time held twice, the journal whole. */
  static void exactlyOnce(Output output) {
    assertThat(output.invoices()).isEqualTo(INVOICES);
    assertThat(output.mails().keySet()).containsExactlyInAnyOrderElementsOf(MAILS);
    assertThat(output.mails().values()).allSatisfy(keys -> assertThat(keys).hasSize(1));
    assertThat(output.held().stream().map(Meeting::start))
        .hasSize(10)
        .doesNotHaveDuplicates()
        .allMatch(start -> start.isAfter(Instant.parse("2026-09-01T00:00:00Z")));
    assertThat(output.files())
        .filteredOn(file -> file.startsWith("reminders/") || file.startsWith("answers/"))
        .hasSize(3);
    assertThat(output.files()).hasSize(6 + 14 + 5 + 3);
    assertThat(output.journalIsIntact()).isTrue();
  }
}
