package macaw.cli.display;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Says which stage a long command is in, how far, and what just changed: one line a stage that is redrawn in place on a terminal; elsewhere
 * a plain line when a stage begins and ends, at every tenth in between, and whenever nothing was printed for half a minute.
 */
public final class StageDisplay {
    private static final int BAR = 24;
    private static final int NAME = 22;
    private static final int WIDTH = 110;
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final PrintStream out;
    private final boolean redraws;
    private final InstantSource clock;
    private String stage = "";
    private Instant began = Instant.EPOCH;
    private Instant printed = Instant.EPOCH;
    private int tenths;

    /** A display that redraws its line where the stream is a terminal. */
    public static StageDisplay on(PrintStream out) {
        boolean terminal =
                System.console() != null && System.console().isTerminal() && !"dumb".equals(System.getenv("TERM"));
        return new StageDisplay(out, terminal, InstantSource.system());
    }

    StageDisplay(PrintStream out, boolean redraws, InstantSource clock) {
        this.out = out;
        this.redraws = redraws;
        this.clock = clock;
    }

    /** A stage begins. */
    public synchronized void begin(String name) {
        stage = name;
        began = clock.instant();
        printed = began;
        tenths = 0;
        if (redraws) {
            draw(0, "");
        } else {
            out.println(name + " ...");
        }
    }

    /**
     * The stage is that far.
     *
     * @param fraction 0 to 1
     * @param news what just changed, for a person
     */
    public synchronized void progress(double fraction, String news) {
        double bounded = Math.clamp(fraction, 0.0, 1.0);
        if (redraws) {
            draw(bounded, news);
            return;
        }
        Instant now = clock.instant();
        int tenth = (int) (bounded * 10);
        if (tenth == 0) {
            // a second pass within the stage
            tenths = 0;
        }
        if (tenth > tenths || Duration.between(printed, now).compareTo(SILENCE) >= 0) {
            tenths = tenth;
            printed = now;
            out.printf("%s %d %% %s%n", stage, Math.round(bounded * 100), news);
        }
    }

    /** Something worth a line of its own, above the stage's line. */
    public synchronized void say(String line) {
        if (redraws) {
            out.print("\r\033[K");
        }
        out.println(line);
    }

    /** The stage is over; its line stays. */
    public synchronized void end(String result) {
        double seconds = Duration.between(began, clock.instant()).toMillis() / 1e3;
        if (redraws) {
            out.print("\r\033[K");
            out.printf("%-" + NAME + "s %s  %.1f s%n", stage, result, seconds);
        } else {
            out.printf("%s: %s, %.1f s%n", stage, result, seconds);
        }
    }

    private void draw(double fraction, String news) {
        int full = (int) Math.round(fraction * BAR);
        String line = String.format(
                "%-" + NAME + "s [%s%s] %3d %%  %s",
                stage,
                "#".repeat(full),
                ".".repeat(BAR - full),
                Math.round(fraction * 100),
                news);
        out.print("\r\033[K" + (line.length() > WIDTH ? line.substring(0, WIDTH) : line));
        out.flush();
    }
}
