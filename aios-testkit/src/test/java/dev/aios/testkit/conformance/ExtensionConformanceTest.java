package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.Aios;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ExtensionConformanceTest extends ExtensionConformance {
  /** A good one: a service, and a task that repeats until it is closed. */
  static class Clockwork implements Extension {
    private World.@Nullable Cancellable next;
    private boolean closed;

    /** Its service. */
    interface Ticks {
      int count();
    }

    private int ticks;

    @Override
    public String name() {
      return "clockwork";
    }

    @Override
    public void install(Installation on) {
      on.service(Ticks.class, () -> ticks);
    }

    @Override
    public void started(Services services) {
      tick(services.service(World.class));
    }

    void tick(World world) {
      synchronized (this) {
        ticks++;
        if (!closed) {
          next = world.schedule(world.instant().plusSeconds(60), () -> tick(world));
        }
      }
    }

    @Override
    public void close() {
      synchronized (this) {
        closed = true;
        if (next != null) {
          next.cancel();
        }
      }
    }
  }

  @Override
  protected Extension extension() {
    return new Clockwork();
  }

  @Override
  protected void use(Aios aios) {
    assertThat(aios.service(Clockwork.Ticks.class).count()).isPositive();
  }

  /** The kit finds extensions that break the contract. */
  @Nested
  class Broken {
    @Test
    void work_at_install_is_found() {
      assertThat(Kit.failedTestsOf(Eager.class))
          .containsExactly("to_install_it_starts_no_work_and_writes_nothing");
    }

    @Test
    void a_task_that_outlives_the_close_is_found() {
      assertThat(Kit.failedTestsOf(Immortal.class)).contains("closed_it_leaves_nothing_scheduled");
    }

    @Test
    void a_close_that_throws_is_found() {
      assertThat(Kit.failedTestsOf(Brittle.class))
          .contains("it_may_be_closed_twice_and_without_having_been_installed");
    }

    @Test
    void state_shared_between_runtimes_is_found() {
      assertThat(Kit.failedTestsOf(Shared.class)).contains("it_has_a_name_that_stays");
    }
  }

  static class Eager extends ExtensionConformance {
    @Override
    protected Extension extension() {
      return new Clockwork() {
        @Override
        public void install(Installation on) {
          super.install(on);
          on.journal().writeNow(Write.of(new Draft("eager", "eager", Json.of("{}"))));
        }
      };
    }
  }

  static class Immortal extends ExtensionConformance {
    @Override
    protected Extension extension() {
      return new Clockwork() {
        @Override
        public void close() {}
      };
    }
  }

  static class Brittle extends ExtensionConformance {
    @Override
    protected Extension extension() {
      return new Clockwork() {
        private boolean closed;

        @Override
        public void close() {
          super.close();
          if (closed) {
            throw new IllegalStateException("closed twice");
          }
          closed = true;
        }
      };
    }
  }

  static class Shared extends ExtensionConformance {
    private static final Extension ONE = new Clockwork();

    @Override
    protected Extension extension() {
      return ONE;
    }
  }
}
