package macaw.languagemodel;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import com.hubspot.jinjava.random.RandomNumberGeneratorStrategy;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Runs a chat template that came with a model, which nobody here has read: it sees the conversation and nothing else, no
 * file, class or clock, what people wrote is never taken for template code, and it ends after so many steps, so much text, so long a time.
 * Whitespace is handled as transformers has it (trim_blocks, lstrip_blocks).
 */
final class TemplateSandbox {
    private static final int MAX_STEPS = 20_000;
    private static final int MAX_TEXT = 1 << 20;
    private static final int MAX_DEPTH = 32;
    /** For what takes long without taking steps; a template that means well is done in a millisecond. */
    private static final long MAX_NANOSECONDS = 5_000_000_000L;

    private static final Map<Context.Library, Set<String>> DISABLED = Map.of(
            Context.Library.TAG, Set.of("include", "import", "from", "extends", "cycle"),
            Context.Library.FILTER, Set.of("render", "log", "random", "shuffle"));
    private static final Pattern CODE = Pattern.compile("\\{[{%].*?[%}]\\}", Pattern.DOTALL);
    private static final Pattern STRING_LITERAL = Pattern.compile("'(?:\\\\.|[^'\\\\])*'|\"(?:\\\\.|[^\"\\\\])*\"");
    private static final Pattern LOOP_WITH_CONDITION = Pattern.compile("^\\{%[-+]?\\s*for\\s[^%]*\\sif\\s");
    private static final Pattern FILTER = Pattern.compile("\\|\\s*([A-Za-z_]\\w*)");

    private final Jinjava jinjava;
    private final String template;
    private int steps;
    private long began;

    TemplateSandbox(String template) {
        // Like Jinja, which takes one line break at the end for that of the file.
        this.template = template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
        this.jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withMaxRenderDepth(MAX_DEPTH)
                .withEnableRecursiveMacroCalls(false)
                .withMaxMacroRecursionDepth(MAX_DEPTH)
                .withMaxOutputSize(MAX_TEXT)
                .withMaxStringLength(MAX_TEXT)
                .withMaxListSize(MAX_STEPS)
                .withMaxMapSize(MAX_STEPS)
                .withRandomNumberGeneratorStrategy(RandomNumberGeneratorStrategy.CONSTANT_ZERO)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withUsePyishObjectMapper(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .withHandleBackslashInQuotesOnly(true)
                        .build())
                .withDisabled(DISABLED)
                .withNodePreProcessor((node, interpreter) -> countStep())
                .build());
        jinjava.setResourceLocator((name, charset, interpreter) -> {
            throw new ResourceNotFoundException("A chat template reads no files: " + name);
        });
        jinjava.registerFunction(
                new ELFunctionDefinition("", "raise_exception", TemplateSandbox.class, "raiseException", String.class));
        refuseWhatWouldBeIgnored();
    }

    /** The template's text for these variables, or {@code TEMPLATE_INVALID} with what it or the sandbox objects to. */
    synchronized String render(Map<String, ?> variables) {
        steps = 0;
        began = System.nanoTime();
        // Jinjava.renderForResult copies its whole library first, which takes most of its time.
        var interpreter = new JinjavaInterpreter(
                jinjava, new Context(jinjava.getGlobalContext(), variables, DISABLED), jinjava.getGlobalConfig());
        JinjavaInterpreter.pushCurrent(interpreter);
        try {
            String text = interpreter.render(template);
            if (!interpreter.getErrors().isEmpty()) {
                TemplateError error = interpreter.getErrors().getFirst();
                throw invalid(reason(error), error.getException());
            }
            return text;
        } catch (CodedException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw invalid(reason(e), e);
        } finally {
            JinjavaInterpreter.popCurrent();
        }
    }

    /** What jinjava would pass over in silence, and so write another text than transformers. */
    private void refuseWhatWouldBeIgnored() {
        Matcher code = CODE.matcher(template);
        while (code.find()) {
            String expression = STRING_LITERAL.matcher(code.group()).replaceAll("''");
            if (LOOP_WITH_CONDITION.matcher(expression).find()) {
                throw invalid("a loop with a condition is not supported: " + code.group(), null);
            }
            Matcher filter = FILTER.matcher(expression);
            while (filter.find()) {
                if (jinjava.getGlobalContext().getFilter(filter.group(1)) == null) {
                    throw invalid("the filter " + filter.group(1) + " is not supported", null);
                }
            }
        }
    }

    private static String reason(TemplateError error) {
        return error.getException() == null ? error.getMessage() : reason(error.getException());
    }

    /** The innermost cause says it in the template's own words. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Called by templates that do not like a conversation, one that does not alternate for instance. */
    public static String raiseException(String message) {
        throw new IllegalArgumentException(message);
    }

    private void countStep() {
        if (++steps > MAX_STEPS) {
            throw new IllegalStateException("it takes more than " + MAX_STEPS + " steps");
        }
        if (System.nanoTime() - began > MAX_NANOSECONDS) {
            throw new IllegalStateException("it takes longer than " + MAX_NANOSECONDS / 1_000_000_000 + " seconds");
        }
    }

    private static CodedException invalid(String reason, @Nullable Throwable cause) {
        return new CodedException(ErrorCode.TEMPLATE_INVALID, "The chat template fails: " + reason, cause);
    }
}
