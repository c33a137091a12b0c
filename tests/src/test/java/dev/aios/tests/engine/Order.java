package dev.aios.tests.engine;

/** What the sagas of these tests work on. */
record Order(String item, int amount) {
  Order plus(int more) {
    return new Order(item, amount + more);
  }
}
