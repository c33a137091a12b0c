package dev.aios.api.agent;

import dev.aios.api.InvalidInputException;

record FunctionAgent<I, O>(String name, AgentFunction<I, Proposal<O>> function)
    implements Agent<I, O> {
  FunctionAgent {
    if (name.isBlank()) {
      throw new InvalidInputException("agent", "its name is blank");
    }
  }

  @Override
  public Proposal<O> propose(I input, AgentContext context) throws Exception {
    return function.apply(input, context);
  }
}
