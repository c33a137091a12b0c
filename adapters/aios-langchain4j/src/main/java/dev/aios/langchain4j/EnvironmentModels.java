package dev.aios.langchain4j;

import dev.aios.api.Extension;
import dev.aios.api.model.ModelOffer;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the models that the environment sets up ({@link Providers#fromEnvironment}); none, if it
 * sets up none. Found by {@link java.util.ServiceLoader}.
 */
public final class EnvironmentModels implements Extension {
  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentModels.class);

  private final Map<String, String> env;

  /** The models of the process's environment. */
  public EnvironmentModels() {
    this(System.getenv());
  }

  /**
   * The models of an environment.
   *
   * @param env environment variables
   */
  public EnvironmentModels(Map<String, String> env) {
    this.env = Map.copyOf(env);
  }

  @Override
  public String name() {
    return "environment-models";
  }

  @Override
  public void install(Installation on) {
    List<ModelOffer> offers = Providers.fromEnvironment(env);
    for (ModelOffer offer : offers) {
      on.model(offer);
      LOG.atInfo()
          .addKeyValue("model", offer.model().name())
          .addKeyValue("tier", offer.tier())
          .log("a model is offered");
    }
  }
}
