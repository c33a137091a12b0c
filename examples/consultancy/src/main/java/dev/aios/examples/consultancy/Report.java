package dev.aios.examples.consultancy;

import dev.aios.api.budget.Budget;
import dev.aios.api.budget.Budgets;
import dev.aios.api.identity.Inventory;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Verification;
import dev.aios.api.memory.Recall;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.value.Cost;
import dev.aios.core.Aios;
import dev.aios.examples.consultancy.input.Problem;
import dev.aios.examples.consultancy.mail.Message;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The closing report: what each flow cost, what waits, what was stopped, whether all is sound. */
final class Report {
  private static final int MOST_QUOTED = 110;

  private final PrintStream out;
  private final Company company;
  private final Aios aios;

  Report(PrintStream out, Company company) {
    this.out = out;
    this.company = company;
    this.aios = company.aios();
  }

  /** Prints it; false if the journal does not verify. */
  boolean print(Map<String, Duration> phases, Path outFolder) {
    flows(phases);
    inbox();
    stopped();
    budgets();
    input();
    Verification journal = aios.journal().verify();
    title("Journal");
    out.println(
        journal.ok()
            ? "  verifies: %d records, head %s".formatted(journal.records(), head(journal))
            : "  DOES NOT VERIFY: " + journal.problem());
    out.println("  mails, invoices, answers, meetings and reminders are in " + outFolder);
    out.flush();
    return journal.ok();
  }

  private static String head(Verification journal) {
    return journal.headHash().substring(0, 12);
  }

  private void line(String format, Object... values) {
    out.println("  " + String.format(Locale.ROOT, format, values));
  }

  private void title(String text) {
    out.println();
    out.println(text);
  }

  private void flows(Map<String, Duration> phases) {
    title("Flows");
    line(
        "%-10s %4s %5s %6s %10s %9s %9s  %s",
        "flow", "runs", "done", "waits", "otherwise", "work", "took", "cost");
    Map<String, List<RunStatus>> flows =
        aios.runs().list(null, Integer.MAX_VALUE).stream()
            .collect(
                Collectors.groupingBy(run -> run.id().saga(), TreeMap::new, Collectors.toList()));
    flows.forEach(this::flow);
    String times =
        phases.entrySet().stream()
            .map(one -> one.getKey() + " " + one.getValue().toMillis() + " ms")
            .collect(Collectors.joining(", "));
    line("%d passages in recall. This time: %s", aios.service(Recall.class).size(), times);
  }

  /** What its runs worked, how long those that are done took with their waits, what they cost. */
  private void flow(String name, List<RunStatus> runs) {
    List<RunStatus> done = runs.stream().filter(run -> run.state() == RunState.COMPLETED).toList();
    long waits = runs.stream().filter(run -> !run.state().isFinal()).count();
    Cost cost = runs.stream().map(RunStatus::cost).reduce(Cost.NONE, Cost::plus);
    double took =
        done.stream()
            .mapToLong(run -> Duration.between(run.started(), run.updated()).toMillis())
            .average()
            .orElse(0);
    line(
        "%-10s %4d %5d %6d %10d %6d ms %6.0f ms  %s, %s",
        name,
        runs.size(),
        done.size(),
        waits,
        runs.size() - done.size() - waits,
        cost.time().toMillis(),
        took,
        cost.money() == null ? "free" : cost.money(),
        cost.tokens());
  }

  private void inbox() {
    List<InboxItem> open = aios.inbox().open();
    title("Inbox: " + (open.isEmpty() ? "nothing waits for you" : open.size() + " wait for you"));
    for (InboxItem item : open) {
      line(
          "%s  %s, %s, confidence %.2f",
          item.run() == null ? item.id() : item.run(),
          item.kind(),
          item.node() == null ? item.title() : item.node(),
          item.confidence());
    }
  }

  private void stopped() {
    List<Message> suspicious =
        company.messages().stream().filter(mail -> !mail.findings().isEmpty()).toList();
    title(
        "Stopped at the sanitiser: "
            + (suspicious.isEmpty() ? "nothing" : suspicious.size() + " mails"));
    for (Message mail : suspicious) {
      out.println("  <" + mail.id() + "> from " + mail.from() + ", \"" + mail.subject() + "\"");
      mail.findings().forEach(finding -> line("  %s", shortened(finding)));
    }
  }

  private static String shortened(String finding) {
    return finding.length() <= MOST_QUOTED ? finding : finding.substring(0, MOST_QUOTED) + "…\"";
  }

  private void budgets() {
    title("Budgets");
    Budgets budgets = aios.service(Budgets.class);
    for (Budget budget : budgets.list()) {
      line(
          "%s: %s of %s used this %s; past it: %s",
          budget.name(),
          budgets.used(budget.name()),
          budget.cap(),
          budget.period().name().toLowerCase(Locale.ROOT),
          budget.past().name().toLowerCase(Locale.ROOT));
    }
    Inventory inventory = aios.service(Inventory.class);
    out.println(
        "  sources: "
            + inventory.sources().stream()
                .map(source -> source.name() + " (kept by rule " + source.retention() + ")")
                .collect(Collectors.joining(", ")));
  }

  private void input() {
    List<Problem> problems = company.folder().problems();
    title(
        "Input: "
            + (problems.isEmpty() ? "all of it could be used" : problems.size() + " problems"));
    problems.forEach(problem -> out.println("  " + problem));
  }
}
