package dev.aios.core.internal.engine;

/** Where a run's row stands as this node last wrote or read it: the fence of its checkpoints. */
final class Position {
  private final String input;
  private long version;
  private String owner;
  private long epoch;
  private String group = "";
  private long rank;
  private String why = "";

  /** A run that has no row yet. */
  Position(String input) {
    this.input = input;
    this.owner = "";
  }

  /** A run as its row was read. */
  Position(dev.aios.api.journal.Row row, RunRow read) {
    this.input = read.input();
    this.version = row.version();
    this.owner = read.owner();
    this.epoch = read.epoch();
    this.group = row.group();
    this.rank = row.rank();
    this.why = read.status().why();
  }

  long version() {
    return version;
  }

  String owner() {
    return owner;
  }

  long epoch() {
    return epoch;
  }

  String input() {
    return input;
  }

  String group() {
    return group;
  }

  long rank() {
    return rank;
  }

  String why() {
    return why;
  }

  /** The next checkpoint makes this node the owner, or nobody while the run waits. */
  void claim(String node, boolean working) {
    String next = working ? node : "";
    if (working && !owner.equals(node)) {
      epoch++;
    }
    owner = next;
  }

  void written(Standing standing) {
    version++;
    group = standing.group();
    rank = standing.rank();
    why = standing.why();
  }
}
