// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The shell of the desk in a real browser: login, what each role is led to, languages, logout. */
@PageTest
class DeskPageIT {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private BuildProperties build;

    @LocalServerPort
    private int port;

    @TempDir
    private Path profile;

    private PageBrowser desk;

    @BeforeAll
    static void findBrowser() {
        PageBrowser.require();
    }

    @BeforeEach
    void sitDown() {
        jdbc.sql("delete from tr_session").update();
        desk = PageBrowser.desk(port, profile, "desk");
    }

    @AfterEach
    void getUp() {
        desk.close();
    }

    private void logIn(String user, String password) {
        desk.type("input[name=user]", user);
        desk.type("input[name=password]", password);
        desk.press("Log in");
    }

    @Test
    void asksForTheLoginAndLeadsADispatcherToTheOwnPages() {
        desk.go("/desk");
        desk.find("input[name=user]");
        desk.picture("1-login");
        logIn("dispatcher", "wrong");
        desk.awaitText("User or password is wrong.");
        logIn("dispatcher", "demo");
        desk.awaitText("Welcome, Disa North.");
        desk.picture("2-home");
        assertThat(desk.find("header nav").getText())
                .contains("Supervision", "Statistics", "People", "Tasklist")
                .doesNotContain("Field");

        desk.driver.navigate().refresh();
        desk.awaitText("Welcome, Disa North.");
        jdbc.sql("delete from tr_session").update();
        desk.driver.navigate().refresh();
        desk.find("input[name=user]");
    }

    @Test
    void speaksSixLanguagesAndFitsATelephone() {
        desk.go("/desk/");
        desk.find("input[name=user]");
        logIn("admin", "demo");
        desk.awaitText("Welcome, Alma Admin.");
        for (Map.Entry<String, String> word : Map.of(
                        "sv", "Personal", "pl", "Ludzie", "pt", "Pessoas", "zh", "人员", "it", "Persone", "en", "People")
                .entrySet()) {
            desk.choose("#language", word.getKey());
            desk.awaitText(word.getValue());
            assertThat(desk.text()).doesNotContainPattern("\\b(nav|home|login)\\.[a-z]");
        }
        desk.driver.manage().window().setSize(new org.openqa.selenium.Dimension(500, 844));
        assertThat((Long) desk.script("return document.documentElement.scrollWidth - window.innerWidth"))
                .isNotPositive();
        desk.picture("3-narrow");
    }

    /** MAINT-36; the documentation is that of this very version, and its links lead on. */
    @Test
    void footTellsTheVersionAndLeadsToTheDocumentation() {
        desk.go("/desk/");
        desk.find("input[name=user]");
        logIn("crew", "demo");
        desk.awaitText("Truckroll " + build.getVersion());
        desk.picture("4-foot");
        desk.press("Documentation");
        desk.awaitText("For dispatchers and crews");
        assertThat(desk.text()).contains("My group, unsigned").doesNotContain("](", "**", "|---");
        desk.picture("5-documentation");
        desk.script("document.querySelector('article a[href^=\"docs.html?people\"]').click()");
        desk.awaitText("No dead orders");
        desk.go("/desk/docs.html?nothing");
        desk.awaitText("There is no such page of the documentation.");
        for (String page : List.of("analysts", "cis", "operators", "statistics", "head-ends")) {
            desk.go("/desk/docs.html?" + page);
            desk.find("article h2");
            assertThat(desk.find("article").getText()).as(page).doesNotContain("](", "**", "|---", "<!--");
        }
    }

    @Test
    void endsTheLoginForEveryWindow() {
        desk.go("/desk/");
        desk.find("input[name=user]");
        logIn("crew", "demo");
        desk.awaitText("Welcome, Carl North.");

        desk.click("#logout");

        desk.find("input[name=user]");
        assertThat(desk.text()).doesNotContain("Carl");
        assertThat(jdbc.sql("select count(*) from tr_session")
                        .query(Integer.class)
                        .single())
                .isZero();
        desk.go("/field/");
        desk.find("input[type=password]");
    }
}
