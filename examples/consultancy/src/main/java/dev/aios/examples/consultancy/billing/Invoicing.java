package dev.aios.examples.consultancy.billing;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Proposal;
import dev.aios.api.agent.UncertainSpan;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.effect.Sensitivity;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.input.Client;
import dev.aios.examples.consultancy.invoice.Invoice;
import dev.aios.examples.consultancy.invoice.InvoiceText;
import dev.aios.examples.consultancy.invoice.Timesheet;
import dev.aios.examples.consultancy.output.Billing;
import dev.aios.examples.consultancy.output.Letter;
import dev.aios.examples.consultancy.output.Outbox;
import dev.aios.governance.Gates;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The flow of a month's work for one client. */
public final class Invoicing {
  /** What needs no approval: the owner's own rule. */
  private static final Money SMALL = Money.of(500, "EUR");

  private static final double SURE = 0.9;
  private static final int DUE_DAYS = 30;

  private final List<Client> clients;
  private final Billing billing;
  private final Outbox outbox;
  private final Address owner;

  /**
   * The flow.
   *
   * @param clients how clients are billed
   * @param billing where invoices are issued
   * @param outbox where mails go
   * @param owner who issues and signs
   */
  public Invoicing(List<Client> clients, Billing billing, Outbox outbox, Address owner) {
    this.clients = List.copyOf(clients);
    this.billing = billing;
    this.outbox = outbox;
    this.owner = owner;
  }

  /**
   * The saga.
   *
   * @return from the timesheet to the mail
   */
  public Saga<Timesheet, InvoiceSent> saga() {
    return Saga.named("invoicing", 1, Timesheet.class)
        .step("draft", Agent.proposing("drafter", this::draft))
        .approve(
            "owner-approves",
            Gates.anyOf(Gates.confidenceBelow(SURE), Gates.moneyAbove(Invoice::total, SMALL)))
        .priority(1)
        .step("issue", this::issue)
        .idempotent()
        .sensitivity(Sensitivity.HIGH)
        .undo(this::takeBack)
        .retry(Retry.exponential(5))
        .emit("issued", issued -> issued)
        .step("send", this::send)
        .idempotent()
        .sensitivity(Sensitivity.HIGH)
        .retry(Retry.exponential(5))
        .emit("sent", sent -> sent)
        .build();
  }

  /** Plain arithmetic, and so certain; unless nobody has said how the client is billed. */
  private Proposal<Invoice> draft(Timesheet timesheet, AgentContext context) {
    LocalDate today = context.now().atZone(ZoneOffset.UTC).toLocalDate();
    Optional<Client> client =
        clients.stream().filter(one -> one.name().equalsIgnoreCase(timesheet.client())).findFirst();
    Invoice invoice = Invoice.of(timesheet, client.orElseGet(() -> unknown(timesheet)), today);
    return client.isPresent()
        ? Proposal.of(invoice)
        : Proposal.of(invoice, 0.3)
            .doubting(
                List.of(
                    UncertainSpan.field(
                        "client",
                        "no table of clients names "
                            + timesheet.client()
                            + ": no VAT, and the invoice would go to yourself")));
  }

  private Client unknown(Timesheet timesheet) {
    return new Client(timesheet.client(), List.of(), owner, BigDecimal.ZERO, "", DUE_DAYS, "");
  }

  private InvoiceIssued issue(Invoice invoice, EffectCall call) {
    return new InvoiceIssued(invoice, billing.issue(invoice, call.idempotencyKey()));
  }

  private void takeBack(InvoiceIssued issued) {
    billing.voidInvoice(
        issued.invoice(), issued.receipt().key(), "It could not be sent to you and is withdrawn.");
  }

  private InvoiceSent send(InvoiceIssued issued, EffectCall call) {
    Invoice invoice = issued.invoice();
    String text =
        """
        Dear %s,

        please find attached invoice %s for %s: %s, payable by %s.%s

        Kind regards
        %s
        """
            .formatted(
                invoice.client().billing().name().isEmpty()
                    ? "Sir or Madam"
                    : invoice.client().billing().name(),
                invoice.number(),
                invoice.month(),
                invoice.total(),
                invoice.due(),
                invoice.client().reference().isEmpty()
                    ? ""
                    : " Your reference is " + invoice.client().reference() + ".",
                owner.name());
    Letter letter =
        new Letter(
            invoice.client().billing(),
            "Invoice " + invoice.number(),
            text,
            "",
            List.of(
                new Letter.Enclosure(
                    invoice.number() + ".md",
                    InvoiceText.of(invoice, owner.name() + "\n" + owner.email()))));
    return new InvoiceSent(invoice, outbox.send(letter, call.idempotencyKey()));
  }
}
