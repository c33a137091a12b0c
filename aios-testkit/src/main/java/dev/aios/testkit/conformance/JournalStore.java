package dev.aios.testkit.conformance;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.value.Json;

/**
 * How the conformance kit reaches the store of the journal under test. JUnit makes a new test
 * instance, and so a new store, for each test method.
 */
public interface JournalStore {
  /**
   * Opens a journal on this test's store.
   *
   * @param world where the journal takes its times from
   * @return at the first call of a test an empty journal; at each further call another handle to
   *     the same store, as a second process would open it. The kit closes what it opens
   * @throws Exception if it cannot be opened, which fails the test
   */
  Journal open(World world) throws Exception;

  /**
   * Whether a store outlives its journal and can be open twice. If not, the tests about that are
   * skipped.
   *
   * @return true unless overridden
   */
  default boolean isShared() {
    return true;
  }

  /**
   * Changes a stored record behind the journal's back.
   *
   * @param position which record; it exists
   * @param body what to put in place of its body
   * @return false if this kind of store cannot be changed from outside; then the test is skipped
   * @throws Exception if it cannot be changed, which fails the test
   */
  default boolean overwriteBody(long position, Json body) throws Exception {
    return false;
  }
}
