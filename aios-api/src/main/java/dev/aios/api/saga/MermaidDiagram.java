package dev.aios.api.saga;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws a saga as a Mermaid flowchart (mermaid.js.org/syntax/flowchart). */
final class MermaidDiagram {
  private final StringBuilder out = new StringBuilder("flowchart TD\n");
  private final Map<String, String> ids = new LinkedHashMap<>();
  private final Map<String, Saga.Mark> marks;

  private MermaidDiagram(Map<String, Saga.Mark> marks) {
    this.marks = marks;
  }

  /** An edge's beginning and its label. */
  private record From(String id, String label) {}

  static String of(Saga<?, ?> saga, Map<String, Saga.Mark> marks) {
    MermaidDiagram diagram = new MermaidDiagram(marks);
    diagram.line("start([" + quoted(saga.toString()) + "])");
    List<From> ends = diagram.nodes(saga.nodes(), List.of(new From("start", "")));
    diagram.line("done([done])");
    diagram.edges(ends, "done");
    diagram.styles();
    return diagram.out.toString();
  }

  private void line(String text) {
    out.append("  ").append(text).append('\n');
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "#quot;") + '"';
  }

  private String id(String name) {
    return ids.computeIfAbsent(name, n -> "n" + (ids.size() + 1));
  }

  private void edges(List<From> from, String to) {
    for (From one : from) {
      line(one.id + (one.label.isEmpty() ? " --> " : " -->|" + quoted(one.label) + "| ") + to);
    }
  }

  private List<From> nodes(List<Node> nodes, List<From> from) {
    List<From> ends = from;
    for (Node node : nodes) {
      String id = id(node.name());
      line(id + shape(node));
      edges(ends, id);
      ends = behind(node, id);
    }
    return ends;
  }

  private List<From> behind(Node node, String id) {
    List<From> ends = new ArrayList<>();
    if (node instanceof Node.Branch branch) {
      for (Node.Case one : branch.cases()) {
        ends.addAll(nodes(one.nodes(), List.of(new From(id, one.name()))));
      }
    } else if (node instanceof Node.Parallel parallel) {
      String join = id(node.name() + " join");
      line(join + "{{" + quoted(parallel.join() == Node.Join.ALL ? "all" : "first") + "}}");
      for (Node.Lane lane : parallel.lanes()) {
        edges(nodes(lane.nodes(), List.of(new From(id, lane.name()))), join);
      }
      ends.add(new From(join, ""));
    } else if (node instanceof Node.Repeat repeat) {
      String again = id(node.name() + " again");
      line(again + "{" + quoted(repeat.name() + " done?") + "}");
      edges(nodes(repeat.nodes(), List.of(new From(id, ""))), again);
      line(again + " -->|" + quoted("no, at most " + repeat.max()) + "| " + id);
      ends.add(new From(again, "yes"));
    } else if (node instanceof Node.Each each) {
      String join = id(node.name() + " join");
      line(join + "{{" + quoted("all") + "}}");
      edges(
          nodes(each.nodes(), List.of(new From(id, "each, " + each.atOnce() + " at once"))), join);
      ends.add(new From(join, ""));
    } else if (!(node instanceof Node.Fail)) {
      if (undo(node)) {
        line(id + " -.->|undo| " + id + "u[/" + quoted("undo " + node.name()) + "/]");
      }
      ends.add(new From(id, ""));
    }
    return ends;
  }

  private static boolean undo(Node node) {
    return (node instanceof Node.Step step && step.undo() != null)
        || (node instanceof Node.SubSaga sub && sub.undo() != null);
  }

  private static String shape(Node node) {
    String name = node.name();
    if (node instanceof Node.Gate gate) {
      return "{{" + quoted(name + ": ask " + String.join(", ", gate.ask())) + "}}";
    } else if (node instanceof Node.Branch) {
      return "{" + quoted(name) + "}";
    } else if (node instanceof Node.Sleep || node instanceof Node.Await) {
      return "([" + quoted("wait " + name) + "])";
    } else if (node instanceof Node.Emit) {
      return ">" + quoted("emit " + name) + "]";
    } else if (node instanceof Node.SubSaga sub) {
      return "[[" + quoted(name + ": " + sub.saga()) + "]]";
    } else if (node instanceof Node.Fail) {
      return "((" + quoted("fail " + name) + "))";
    }
    return "[" + quoted(name) + "]";
  }

  private void styles() {
    line("classDef done fill:#cfe8cf,stroke:#2e7d32");
    line("classDef current fill:#fff3c4,stroke:#b26a00,stroke-width:3px");
    line("classDef failed fill:#f6c9c9,stroke:#b71c1c");
    line("classDef undone fill:#e0e0e0,stroke:#616161,stroke-dasharray:4");
    marks.forEach(
        (name, mark) -> {
          String id = ids.get(name);
          if (id != null) {
            line("class " + id + " " + mark.name().toLowerCase(java.util.Locale.ROOT));
          }
        });
  }
}
