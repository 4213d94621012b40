package macaw.chassis.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.topics.Topics;

/** Gathers what is wrong with a service's settings, each by the name of its variable, so that one line says all of it at the start. */
public final class SettingsCheck {
    private static final Pattern DEVICE = Pattern.compile("cpu|cuda:\\d{1,3}");
    private static final Pattern TARGET = Pattern.compile("[^\\s:/]+:(\\d{1,5})|\\[[0-9A-Fa-f:.]+\\]:(\\d{1,5})");
    private static final int LARGEST_PORT = 65_535;

    private final List<String> problems = new ArrayList<>();

    /** What every service is told. Port 0 takes a free one. */
    public SettingsCheck service(ServiceSettings settings) {
        namespace(settings.namespace());
        atLeast("MACAW_THREADS", settings.threads(), 1);
        device(settings.device());
        int http = settings.http().port();
        int management = settings.management().port();
        between("MACAW_HTTP_PORT", http, 0, LARGEST_PORT);
        between("MACAW_MANAGEMENT_PORT", management, 0, LARGEST_PORT);
        refuseIf(
                http == management && http != 0,
                "MACAW_HTTP_PORT and MACAW_MANAGEMENT_PORT are both " + http + ", and have to differ");
        double ratio = settings.traces().ratio();
        refuseIf(!(ratio >= 0 && ratio <= 1), "MACAW_TRACES_RATIO is " + ratio + ", and has to be between 0 and 1");
        settings.serviceKey()
                .filter(key -> key.chars().anyMatch(c -> c <= ' ' || c > '~'))
                .ifPresent(key -> problems.add("MACAW_SERVICE_KEY holds white space or a character that no key has"));
        return this;
    }

    private void namespace(String name) {
        try {
            Topics.of(name);
        } catch (CodedException e) {
            problems.add("MACAW_NAMESPACE: " + e.getMessage());
        }
    }

    private void device(String name) {
        refuseIf(
                !DEVICE.matcher(name).matches(),
                "MACAW_DEVICE is \"" + name + "\", and has to be cpu or cuda:N, N the number of a GPU");
    }

    /** Of a service that computes on the processor only. */
    public SettingsCheck onProcessorOnly(String device) {
        return refuseIf(
                device.startsWith("cuda"),
                "MACAW_DEVICE is \"" + device + "\", and only the trainer computes on a GPU; this service needs cpu");
    }

    /** Errors are gathered, not thrown. */
    public SettingsCheck atLeast(String variable, long value, long least) {
        return refuseIf(value < least, variable + " is " + value + ", and has to be at least " + least);
    }

    /** Both bounds belong to it. */
    public SettingsCheck between(String variable, long value, long least, long most) {
        return refuseIf(
                value < least || value > most,
                variable + " is " + value + ", and has to be between " + least + " and " + most);
    }

    /** Longer than no time at all. */
    public SettingsCheck positive(String variable, Duration value) {
        return refuseIf(
                value.isZero() || value.isNegative(),
                variable + " is " + value + ", and has to be longer than no time");
    }

    /** Where another service answers. */
    public SettingsCheck target(String variable, String value) {
        var matcher = TARGET.matcher(value);
        boolean fits = matcher.matches();
        if (fits) {
            String port = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            fits = Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= LARGEST_PORT;
        }
        return refuseIf(!fits, variable + " is \"" + value + "\", and has to be host:port");
    }

    /** Whatever else cannot be; the words name the variables. */
    public SettingsCheck refuseIf(boolean wrong, String what) {
        if (wrong) {
            problems.add(what);
        }
        return this;
    }

    /** What was found. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Errors: SETTINGS_INVALID, naming all that is wrong. */
    public void done() {
        if (!problems.isEmpty()) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, String.join("; ", problems));
        }
    }
}
