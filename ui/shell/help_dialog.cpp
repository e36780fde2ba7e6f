#include "shell/help_dialog.h"

#include "style/tokens.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace sparlet::ui {

HelpDialog::HelpDialog(const QList<QAction*>& actions, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Help"));
    resize(640, 640);
    const auto paragraph = [](const QString& text) {
        return QStringLiteral("<p>") + text.toHtmlEscaped() + QStringLiteral("</p>");
    };
    const auto heading = [](const QString& text) {
        return QStringLiteral("<h3>") + text.toHtmlEscaped() + QStringLiteral("</h3>");
    };
    const auto row = [](const QString& keys, const QString& what) {
        return QStringLiteral("<tr><td style='padding-right:24px'>%1</td><td>%2</td></tr>")
            .arg(keys.toHtmlEscaped(), what.toHtmlEscaped());
    };
    QString html = heading(tr("Find pictures like this one"));
    html += paragraph(
        tr("Index a folder of pictures once. Then double-click a picture, drop or paste one, or type "
           "words: the collection is ranked by how well each picture matches."));
    html += heading(tr("Query expansion"));
    html += paragraph(
        tr("Each round adds the best matches to the query and ranks again. γ is the weight of the first "
           "query: 1 keeps its ranking, 0 trusts the expanded query alone. Mark results as right or "
           "wrong to steer the next round. A high drift says that the query has moved far from where it "
           "began."));
    html += heading(tr("Codes"));
    html += paragraph(
        tr("A picture's code keeps the dimensions whose value exceeds the threshold τ; the density λ is "
           "the share it keeps. Every kept value is stored in as many bits as its dimension was given "
           "in training: more where it matters more."));
    html += heading(tr("Keys")) + QStringLiteral("<table>");
    for (const auto* action : actions) {
        if (action->shortcut().isEmpty()) continue;
        QString text = action->text();
        html += row(action->shortcut().toString(QKeySequence::NativeText), text.remove(QLatin1Char('&')));
    }
    html += row(tr("Arrows"), tr("Move in the grid"));
    html += row(tr("Enter"), tr("Find similar to the selected image"));
    html += row(tr("Space"), tr("View the selected image large"));
    html += row(tr("Esc"), tr("Clear the query and browse"));
    html += QStringLiteral("</table>");
    auto* text = new QTextBrowser(this);
    text->setFrameShape(QFrame::NoFrame);
    text->document()->setDocumentMargin(metric::gap);
    text->setHtml(html);
    text->setAccessibleName(tr("Help"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    layout->setSpacing(metric::gap);
    layout->addWidget(text, 1);
    layout->addWidget(buttons);
}

} // namespace sparlet::ui
