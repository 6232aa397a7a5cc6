"""The overview of a warehouse as a site of plain files: papers, incentives, targets, duties, quality, dictionary.

Every page is one HTML file that needs nothing else (see `flows.templating`): its rows stand in it column by column
as JSON, and its script filters, sorts and draws them. Beside the pages, `papers/` holds the review pages to which their
numbers lead. Charts are drawn by Chart.js, which comes with the program; flows/templates/vendor says why that one.
"""
