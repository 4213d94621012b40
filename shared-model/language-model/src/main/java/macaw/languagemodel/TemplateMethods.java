package macaw.languagemodel;

import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.objects.SafeString;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * The methods that a chat template may call: those of Python's strings that templates use, as it has them, and those that
 * read a map. Java's own are out of reach; some of them would fill the memory or compute for ever.
 */
public final class TemplateMethods extends ELResolver {
    private static final Set<String> OF_MAPS = Set.of("get", "items", "keys", "values");
    private static final String BLANKS = " \t\n\r\u000b\f";

    private final ELResolver properties = JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY;
    private final int maxText;
    private final long maxWork;
    private long work;

    /**
     * Methods that do so much and no more.
     *
     * @param maxText the longest that a text may become, in characters
     * @param maxWork the characters that methods and filters may look at in all
     */
    TemplateMethods(int maxText, long maxWork) {
        this.maxText = maxText;
        this.maxWork = maxWork;
    }

    /** Before each rendering. */
    void begin() {
        work = 0;
    }

    /** Counts what a filter or a method looks at. */
    void charge(long characters) {
        work += characters;
        if (work > maxWork) {
            throw new RenderingEnded("it looks at more than " + maxWork + " characters");
        }
    }

    @Override
    public @Nullable Object invoke(
            ELContext context, Object base, Object method, Class<?>[] types, Object @Nullable [] parameters) {
        String name = String.valueOf(method);
        Object[] arguments = parameters == null ? new Object[0] : parameters;
        if (base instanceof Filter || base instanceof ExpTest) { // this is how jinjava calls them
            return properties.invoke(context, base, method, types, parameters);
        }
        if (base instanceof Map && OF_MAPS.contains(name)) {
            return properties.invoke(context, base, method, types, parameters);
        }
        if (base instanceof CharSequence || base instanceof SafeString) {
            context.setPropertyResolved(true);
            charge(base.toString().length());
            return ofText(base.toString(), name, arguments);
        }
        throw unsupported(name);
    }

    private Object ofText(String text, String method, Object[] arguments) {
        return switch (method) {
            case "strip" -> stripped(text, characters(arguments), true, true);
            case "lstrip" -> stripped(text, characters(arguments), true, false);
            case "rstrip" -> stripped(text, characters(arguments), false, true);
            case "startswith" -> text.startsWith(text(arguments, 0, method));
            case "endswith" -> text.endsWith(text(arguments, 0, method));
            case "find" -> (long) text.indexOf(text(arguments, 0, method));
            case "count" -> (long) occurrences(text, text(arguments, 0, method));
            case "replace" -> replaced(text, text(arguments, 0, method), text(arguments, 1, method));
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title" -> titled(text);
            case "capitalize" ->
                text.isEmpty()
                        ? text
                        : text.substring(0, 1).toUpperCase(Locale.ROOT)
                                + text.substring(1).toLowerCase(Locale.ROOT);
            case "split" -> split(text, arguments);
            default -> throw unsupported(method);
        };
    }

    /** As Python's and Jinja's replace; refused where the result is too long. */
    String replaced(String text, String old, String by) {
        if (old.isEmpty()) {
            throw new ELException("an empty text cannot be replaced");
        }
        long length = text.length() + (long) occurrences(text, old) * (by.length() - old.length());
        if (length > maxText) {
            throw new ELException("a text of more than " + maxText + " characters comes of it");
        }
        return text.replace(old, by);
    }

    private static int occurrences(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0 && !part.isEmpty(); at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static List<String> split(String text, Object[] arguments) {
        int parts = arguments.length > 1 && arguments[1] instanceof Number most && most.intValue() >= 0
                ? most.intValue() + 1
                : -1;
        if (arguments.length == 0 || arguments[0] == null) {
            String stripped = stripped(text, BLANKS, true, true);
            return new ArrayList<>(stripped.isEmpty() ? List.of() : Arrays.asList(stripped.split("\\s+", parts)));
        }
        return new ArrayList<>(Arrays.asList(text.split(Pattern.quote(text(arguments, 0, "split")), parts)));
    }

    private static String stripped(String text, String characters, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && characters.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (right && from < to && characters.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }

    private static String titled(String text) {
        StringBuilder titled = new StringBuilder(text.length());
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            titled.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inWord = Character.isLetter(c);
        }
        return titled.toString();
    }

    private static String characters(Object[] arguments) {
        return arguments.length == 0 || arguments[0] == null ? BLANKS : arguments[0].toString();
    }

    private static String text(Object[] arguments, int index, String method) {
        if (arguments.length <= index || !(arguments[index] instanceof CharSequence text)) {
            throw new ELException("the method " + method + " needs a text");
        }
        return text.toString();
    }

    private static ELException unsupported(String method) {
        return new ELException("the method " + method + " is not supported");
    }

    @Override
    public @Nullable Object getValue(ELContext context, Object base, Object property) {
        return properties.getValue(context, base, property);
    }

    @Override
    public @Nullable Class<?> getType(ELContext context, Object base, Object property) {
        return properties.getType(context, base, property);
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        throw new ELException("nothing can be assigned to " + property);
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return true;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return Collections.emptyIterator();
    }

    @Override
    public @Nullable Class<?> getCommonPropertyType(ELContext context, Object base) {
        return properties.getCommonPropertyType(context, base);
    }
}
