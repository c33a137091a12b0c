package dev.aios.memory.internal.recall;

/** Numbered vectors with their codes, as a graph is made over them. Thread-safe to read. */
interface Nodes {
  /** The length of the vectors. */
  int dimension();

  /** Copies a node's vector. */
  void read(int node, float[] into);

  /** Whether a node's vector is there still. The code of one that is gone is. */
  boolean has(int node);

  /** Nearly the product of a question and a node's vector, by the node's code. */
  float product(Signs.Question question, int node);
}
