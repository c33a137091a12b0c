/**
 * Chat models of providers (OpenAI and what speaks its format, Anthropic, Ollama) through
 * LangChain4j. Called by hosts, who offer them to a runtime.
 */
@NullMarked
package dev.aios.langchain4j;

import org.jspecify.annotations.NullMarked;
