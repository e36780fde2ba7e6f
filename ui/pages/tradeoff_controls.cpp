#include "pages/tradeoff_controls.h"

#include "itemmodels/measurement_words.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/id_choice.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace sparlet::ui {
namespace {} // namespace

TradeoffControls::TradeoffControls(QWidget* parent) : QWidget(parent) {
    x_ = metricBox(tr("Across"), tr("What the horizontal axis shows"), "tradeoffX");
    y_ = metricBox(tr("Up"), tr("What the vertical axis shows"), "tradeoffY");
    colour_ = metricBox(tr("Colour"), tr("What the colour of a dot stands for"), "tradeoffColour");
    size_ = metricBox(tr("Size"), tr("What the size of a dot stands for"), "tradeoffSize");
    int at = 0;
    for (const auto& [id, title] : colourChoices())
        colour_->insertItem(at++, title, QString::fromStdString(id));
    colour_->insertSeparator(at);
    size_->insertItem(0, tr("All alike"), QString());
    logX_ = check(tr("Lo&garithmic"), tr("A logarithmic horizontal axis"), "tradeoffLogX");
    logY_ = check(tr("&Logarithmic"), tr("A logarithmic vertical axis"), "tradeoffLogY");
    mean_ = new QRadioButton(tr("&Mean ± deviation"), this);
    mean_->setToolTip(tr("A dot for each configuration, with bars of its deviation over the seeds"));
    single_ = new QRadioButton(tr("Every r&un"), this);
    single_->setObjectName(QStringLiteral("tradeoffSingle"));
    single_->setToolTip(tr("A dot for each run"));
    front_ = check(tr("Pareto &front"), tr("A line along what nothing else beats in both"), "tradeoffFront");
    labels_ = check(tr("&Names"), tr("Names beside the dots, where they have room"), "tradeoffLabels");
    papers_ = check(tr("P&apers' values"), tr("What the papers printed, as hollow dots"), "tradeoffPapers");
    auto* reset = new QPushButton(tr("Sho&w all"), this);
    reset->setToolTip(tr("All dots are in view again (0 in the plot)"));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap / 2);
    const auto titled = [&](const QString& title, std::initializer_list<QWidget*> widgets, bool scatter) {
        auto* label = new QLabel(title, this);
        asDimText(*label);
        if (column->count() > 0) column->addSpacing(metric::gap / 2);
        column->addWidget(label);
        for (auto* widget : widgets) {
            column->addWidget(widget);
            if (scatter) scatterOnly_ << widget;
        }
        if (auto* first = qobject_cast<QComboBox*>(*widgets.begin())) label->setBuddy(first);
        if (scatter) scatterOnly_ << label;
    };
    titled(tr("Up"), {y_, logY_}, true);
    titled(tr("Across"), {x_, logX_}, true);
    titled(tr("Colour"), {colour_}, false);
    titled(tr("Size"), {size_}, true);
    titled(tr("Seeds"), {mean_, single_}, false);
    titled(tr("Show"), {papers_}, false);
    column->addWidget(front_);
    column->addWidget(labels_);
    column->addSpacing(metric::gap);
    column->addWidget(reset);
    column->addStretch(1);
    scatterOnly_ << front_ << labels_ << reset;
    setView({});
    connect(reset, &QPushButton::clicked, this, &TradeoffControls::resetRequested);
    connectFields();
}

void TradeoffControls::connectFields() {
    for (auto* box : {x_, y_, colour_, size_})
        connect(box, &QComboBox::currentIndexChanged, this, &TradeoffControls::changed);
    for (auto* box : {logX_, logY_, front_, labels_, papers_})
        connect(box, &QCheckBox::toggled, this, &TradeoffControls::changed);
    connect(single_, &QRadioButton::toggled, this, &TradeoffControls::changed);
    // Another number has its own usual axis.
    const auto usual = [this](QComboBox* box, QCheckBox* check) {
        connect(box, &QComboBox::activated, this, [box, check] {
            if (const auto* metric = eval::findMetric(chosenId(*box))) check->setChecked(metric->logarithmic);
        });
    };
    usual(x_, logX_);
    usual(y_, logY_);
}

QComboBox* TradeoffControls::metricBox(const QString& name, const QString& tip, const char* object) {
    auto* box = new QComboBox(this);
    box->setObjectName(QString::fromLatin1(object));
    box->setAccessibleName(name);
    box->setToolTip(tip);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(12);
    for (const auto& metric : eval::metrics())
        box->addItem(metricTitle(metric), QString::fromStdString(metric.id));
    return box;
}

QCheckBox* TradeoffControls::check(const QString& text, const QString& tip, const char* object) {
    auto* box = new QCheckBox(text, this);
    box->setObjectName(QString::fromLatin1(object));
    box->setToolTip(tip);
    return box;
}

TradeoffView TradeoffControls::view() const {
    TradeoffView view;
    view.x = chosenId(*x_);
    view.y = chosenId(*y_);
    view.colour = chosenId(*colour_);
    view.size = chosenId(*size_);
    view.logX = logX_->isChecked();
    view.logY = logY_->isChecked();
    view.single = single_->isChecked();
    view.papers = papers_->isChecked();
    view.front = front_->isChecked();
    view.labels = labels_->isChecked();
    return view;
}

void TradeoffControls::setView(const TradeoffView& view) {
    const QSignalBlocker quiet(this);
    chooseId(*x_, view.x);
    chooseId(*y_, view.y);
    chooseId(*colour_, view.colour);
    chooseId(*size_, view.size);
    logX_->setChecked(view.logX);
    logY_->setChecked(view.logY);
    mean_->setChecked(!view.single);
    single_->setChecked(view.single);
    papers_->setChecked(view.papers);
    front_->setChecked(view.front);
    labels_->setChecked(view.labels);
}

void TradeoffControls::setScatterOnly(bool scatter) {
    for (auto* widget : scatterOnly_)
        widget->setVisible(scatter);
}

} // namespace sparlet::ui
